import 'reflect-metadata';
import { runService } from '@labwright/process';
import { apiService } from './api-service';

runService(apiService());
